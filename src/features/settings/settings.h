/* The settings of the municipality: named texts in the table `setting`, changed by the application manager, read by any part. What a name may
 * be is a descriptor here; a setting that was never made reads as its default. */
#ifndef NABIJ_SETTINGS_H
#define NABIJ_SETTINGS_H
#include "../../platform/db/db.h"
#include "../../platform/jobs/mail.h"

/* "municipality", "municipality_address", "site_address", "front_lead", "complaint", "mail_url", "mail_from", "mail_user", "mail_tls". Whoever the
 * viewer is, also nobody. NULL when it has no value. Another name is a bug. */
const char *setting_get(struct slot *, const char *name);
/* What a manager sees at once of the municipality: its name, the address of Nabij, and whether it is said where a complaint can go. */
struct municipality_settings { const char *name, *site; bool complaint; };
void settings_municipality(struct slot *, struct municipality_settings *);
/* By an application manager or the service; NULL or "" takes the value away. */
bool setting_set(struct slot *, const char *name, const char *value);

/* How mail is sent, with the password opened. False while no server is set. */
bool settings_mail(struct slot *, struct mail_settings *);
bool settings_mail_password(struct slot *, const char *password);    /* sealed; NULL takes it away */
bool settings_mail_has_password(struct slot *);
#endif
