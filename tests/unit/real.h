/* On top of store.h: the store with the program's own tables and guards and a few rows, and a way to damage it behind the program's back. For tests of
 * checks and backups. */
#ifndef NABIJ_TEST_REAL_H
#define NABIJ_TEST_REAL_H
#include "store.h"

enum { REAL_FILE = 1000, REAL_PERSON = 1001 };

int real_ready(void **);             /* setup: migrated; the service's account, REAL_FILE with a key, and account REAL_PERSON named "Jan" in it */
/* As the owner, past all guards; each store's own words. NULL: nothing there. */
void real_damage(const char *sqlite, const char *postgres);
void real_keys_damage(const char *sql);
/* An account in a file of its own with a key of its own, named "Piet". */
void real_another(id64 file);
#endif
