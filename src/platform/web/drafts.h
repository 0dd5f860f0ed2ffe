/* Drafts: what somebody is typing and did not save yet, kept field by field (assets/nabij.js posts it to /drafts). A draft is its writer's own: nobody else
 * reads it, and it is in no log. It is sealed under the household's shared file when its key names a household that the viewer may see, so that it
 * goes where the household's words go; else under the account's own file. Those that were left go after a while (account/housekeeping.c).
 *
 * A page with a form of its own name:
 *     GET   draft_fill(rq, "contact", &d->draft);    after its own field_start()s; the template: {{include draft_line draft}} above the form, and
 *           <form … data-autosave="/drafts" data-draft="{{draft.key}}"><input type="hidden" name="since" value="{{draft.since}}">
 *     POST  draft_gone(rq, "contact");               once it was saved */
#ifndef NABIJ_DRAFTS_H
#define NABIJ_DRAFTS_H
#include "web.h"

extern const struct route DRAFT_ROUTES[];

struct draft_line;                   /* generated from draft_line.html */

/* "NAME:household:account": two people may share a telephone, and what one typed is not offered to the other. */
const char *draft_key(struct request *, const char *name);
/* Sets what the form starts with from its drafts, and the line that says so. Only on a page that was asked for: a form shown again keeps what came in. */
void draft_fill(struct request *, const char *name, struct draft_line *);
void draft_gone(struct request *, const char *name);

/* A page with many forms: all drafts of the viewer in this household, in one statement. */
struct draft { const char *form, *field, *value; moment at; };
struct drafts { struct draft *list; size_t n; };
struct drafts drafts_read(struct request *);
const char *draft_value(const struct drafts *, const char *key, const char *field);      /* NULL: none */
void draft_line_of(struct request *, const struct drafts *, const char *key, struct draft_line *);

/* The same promise for what is saved at once: may `next` be written over `now`, by somebody whose page still showed something else? Yes when nothing
 * gets lost by it: it is the same text, or goes on from it. */
bool draft_goes_on(const char *now, const char *next);
#endif
