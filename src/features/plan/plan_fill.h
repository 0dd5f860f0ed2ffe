/* Within the part: how rows, of now or of a moment past, become a plan_view. Rows may come in any order but goals before what belongs to them. */
#ifndef NABIJ_PLAN_FILL_H
#define NABIJ_PLAN_FILL_H
#include "plan_view.h"
#include "templates.h"

struct plan_fill {
	struct request *rq;
	struct plan_view *view;
	const char *base;                /* before the addresses of changes; NULL: none are offered */
	bool all;                        /* all changes are offered, not only ticking */
	bool past;                       /* as it stood, or on paper: nothing is late, nothing is new */
	bool paper;                      /* for the family to hold: it is spoken to, whoever prints it */
};
struct plan_voice { id64 goal; struct day on; const char *whose, *sentence; int score; /* -1: none */ };

void fill_head(struct plan_fill *);              /* after horizon, freedom, … were set: the words for the codes */
void fill_goal(struct plan_fill *, struct plan_goal);
void fill_step(struct plan_fill *, struct plan_step);
void fill_voice(struct plan_fill *, const struct plan_voice *);    /* in the order in which they were said */
void fill_wish(struct plan_fill *, struct plan_wish);
void fill_agreement(struct plan_fill *, struct plan_agreement);
void fill_end(struct plan_fill *);               /* after the last: numbers, pictures, what is folded away */
#endif
