/* Inside the part household: the page of the intake, as it stands and as it is shown again. */
#ifndef NABIJ_INTAKE_PAGE_H
#define NABIJ_INTAKE_PAGE_H
#include "../../platform/web/web.h"

struct intake;                       /* generated from intake.html */

extern const struct input INTAKE_CHAPTER, INTAKE_NOTE, INTAKE_HORIZON, INTAKE_WISH;
#define INTAKE_TOWARDS "towards"     /* the chapter after the seven: where they want to go */

/* In six statements. *viewer_born: when who looks was born, in whichever home; unknown for who is nobody's person. False when the viewer may not see the
 * shared file. */
bool intake_read(struct request *, struct intake *, struct day *viewer_born);
#endif
