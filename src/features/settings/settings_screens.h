/* The application manager's pages: municipality, texts, areas, teams, people, mail; and the terms, which coordinators set for their own team. None of
 * them shows anything of a household. */
#ifndef NABIJ_SETTINGS_SCREENS_H
#define NABIJ_SETTINGS_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route SETTINGS_ROUTES[], TEAM_ROUTES[], STAFF_ROUTES[], MAIL_ROUTES[], TERM_ROUTES[];
#endif
