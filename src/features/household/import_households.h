/* A team starts from the list it has: a CSV with one line a person. How imports work: src/platform/jobs/import.h.
 *
 * Columns (order and case are free): naam gezin, straat, postcode, plaats, voornaam, achternaam, geboortedatum, rol, telefoon, vaste hulpverlener (the
 * login of a member of the team), fase. Needed: naam gezin and voornaam. Lines with the same name, street and postcode are one household; a household
 * of that name and address that the team has already is left as it is. Without `rol`: a child under 18, else an adult; without `fase`: begeleiding. */
#ifndef NABIJ_IMPORT_HOUSEHOLDS_H
#define NABIJ_IMPORT_HOUSEHOLDS_H
#include "../../platform/jobs/import.h"

enum import_result import_households(struct db *, const char *path, const char *team, struct import_watch, struct import_report *, struct err *);
#endif
