/* Inside the part household: what its screens share. */
#ifndef NABIJ_HOUSEHOLD_PAGE_H
#define NABIJ_HOUSEHOLD_PAGE_H
#include "../../platform/web/web.h"

/* In a list of v_own_access y: what is open to the viewer now. */
#define MY_FILES "y.account_id = :me AND y.from_at <= :now AND y.until_at > :now"

struct household_crumbs;             /* generated from household_crumbs.html */

/* The way back to the household, with its name and whether the viewer may write (it is open, and the relation lets); title and nav of the page. False when the viewer may not see the shared file: reply_missing(). */
bool crumbs_fill(struct request *, struct household_crumbs *, const char *title);
/* A code with a capital, as it begins a line. */
const char *code_as_title(struct request *, const struct codes *, const char *code);

/* Names of staff, read in one statement: the team as it is or was, and whoever was ever let in here. */
struct staff { id64 id; const char *name; bool in_team; };
struct staff_list { struct staff *list; size_t n; };
struct staff_list staff_of(struct request *, id64 household);
const char *staff_name(const struct staff_list *, id64);     /* NULL when unknown */

/* The people of a household as choices for a field; without `but`. Adults only: who is 18 or whose role is not "child". */
void choose_people(struct request *, const char *field, id64 but, bool adults_only);

struct network_picture;
struct domain_picture;
struct timeline;
/* Each one statement; they open what they show. The timeline newest first, at most `most` (0: all), of a kind or NULL for all. */
void network_read(struct request *, struct network_picture *, const char *family);
void domains_read(struct request *, struct domain_picture *);
void timeline_read(struct request *, struct timeline *, const char *kind, size_t most);
#endif
