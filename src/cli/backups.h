/* What the commands backup and restore share. */
#ifndef NABIJ_BACKUPS_H
#define NABIJ_BACKUPS_H
#include "../platform/backup/backup.h"

void backups_stop_on_signals(void);              /* what is under way ends soon, with nothing half left */
bool backups_progress(void *, const char *what, uint64_t n);
void backups_progress_end(void);
int backups_fail(const struct err *);            /* says it; the exit status */
bool backups_after(struct db *, struct keystore *, const struct restored *, struct err *);
void backups_say_found(const struct sound_found *);
#endif
