/* Reminders by mail. On a working day between half past seven and noon (Amsterdam) everybody who has something due gets one neutral mail, when an
 * address is known (accounts.h, account_email); a member of a family gets one when an answer came to their own question. No name, no
 * subject, no content: "Er staat iets voor je klaar in Nabij." and the address of the site.
 *
 * Two jobs: `reminders` puts rows in the table `mail`, whose `what` says which ("due 2026-11-23", "answer 123…"), so that none is made twice;
 * `mail` sends them. A row is claimed before it is sent: a crash in between loses a mail, and never sends it twice. What fails is tried at most
 * five times, with growing pauses; the reason stays in `failure`. */
#ifndef NABIJ_REMINDERS_H
#define NABIJ_REMINDERS_H
#include "../../platform/db/db.h"

int reminders_queue(struct slot *);                              /* a job's `run` */
int reminders_send(struct db *, struct arena *, moment now);     /* a job's `outside` */

enum { MAIL_TRIES = 5 };
moment reminders_pause(int tries);                               /* after so many tries that failed */
bool reminders_morning(moment now);                              /* a working day, from half past seven until noon */
#endif
