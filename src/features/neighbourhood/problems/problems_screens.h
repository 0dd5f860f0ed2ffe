/* Raised problems on screen: for the team that raised them, and for who owes the answer. */
#ifndef NABIJ_PROBLEMS_SCREENS_H
#define NABIJ_PROBLEMS_SCREENS_H
#include "../../../platform/web/web.h"
#include "problems.h"

extern const struct route PROBLEM_ROUTES[];
#endif
