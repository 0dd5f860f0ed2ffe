/* Inside the part theme: what the files of the page of one theme share. theme_page.c reads and shows it; theme_map.c where it was heard, theme_behind.c the
 * reports and households behind it, theme_facts.c what may help to see another explanation; theme_acts.c is what the team does with it. */
#ifndef NABIJ_THEME_PAGE_H
#define NABIJ_THEME_PAGE_H
#include "theme_screens.h"

struct theme_page;
/* What is read of a theme and not shown as it is. */
struct theme_seen {
	struct theme_words w;
	id64 team, owner, explained_by;
	int busiest;                     /* per cent of the reports that came from one reporter; 0: not to be told */
	int links, partners;             /* new ones that reported in these weeks (theme_read_behind()), and since when */
	struct day links_since, partners_since;
	const char *sources, *series, *municipality;
	struct day series_from;
	bool wide;                       /* the viewer may see many files */
	bool around;                     /* the district of the one in the middle has neighbourhoods enough for a map */
};

reply_fn theme_show;                     /* the page of the {id} in the path */
void theme_read_map(struct request *, struct theme_page *, const struct theme_seen *);
void theme_read_behind(struct request *, struct theme_page *, struct theme_seen *);
void theme_say_facts(struct request *, struct theme_page *, const struct theme_seen *);          /* after theme_read_behind() */
#endif
