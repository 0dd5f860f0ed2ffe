/* Inside the part initiative: what the files of "In de buurt" share: where one looks (nearby_where.c), what is asked and found (nearby_screens.c), the same as data
 * (nearby_data.c), as calendars (calendar_screens.c). */
#ifndef NABIJ_NEARBY_H
#define NABIJ_NEARBY_H
#include "../../platform/web/web.h"

enum { NEARBY_PAGE = 40, NEARBY_MEETINGS_MOST = 1000 };

/* The neighbourhoods' codes asked for lie between from and to: of one neighbourhood all of its district, since nearby is not only one's own street. */
struct nearby_where { const char *code, *name, *from, *to; };
/* "9902", "9902 AB", "De Turfhoek" or a code of the CBS. */
bool nearby_find(struct request *, const char *typed, struct nearby_where *);
void nearby_around(struct arena *, struct nearby_where *);       /* fills from and to; without a code: everywhere */
/* What meets there after a moment: as the calendars ask of one initiative (calendar_screens.c), in the same order of columns. */
struct rows *nearby_meetings_after(struct request *, const struct nearby_where *, moment since);

struct nearby_asked { struct nearby_where where; const char *place, *wrong, *language, *after_area; int age, day; bool free; id64 after; };
/* What is open and fits: a page of them and one more. */
struct rows *nearby_read(struct request *, const struct nearby_asked *);
/* The address of the page behind the one that ends with that one in that area. */
const char *nearby_more(struct request *, const struct nearby_asked *, id64 last, const char *area);
struct reply nearby_as_data(struct request *, const struct nearby_asked *);
#endif
