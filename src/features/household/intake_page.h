/* Inside the part household: the page of the intake, as it stands and as it is shown again. */
#ifndef NABIJ_INTAKE_PAGE_H
#define NABIJ_INTAKE_PAGE_H
#include "../../platform/web/web.h"

struct intake;                       /* generated from intake.html */

extern const struct input INTAKE_CHAPTER, INTAKE_NOTE, INTAKE_HORIZON, INTAKE_WISH, INTAKE_GOAL;
#define INTAKE_TOWARDS "towards"     /* the chapter after the seven: where they want to go */

/* In eight statements. False when the viewer may not see the shared file. */
bool intake_read(struct request *, struct intake *);
/* The name of the input that came in and could not be saved; "" when the page was only asked for. */
const char *intake_came_in(const struct request *);
#endif
