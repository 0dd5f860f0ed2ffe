/* The screens of the plan for who works here: below /households/{household}. */
#ifndef NABIJ_PLAN_SCREENS_H
#define NABIJ_PLAN_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route PLAN_ROUTES[], WISH_ROUTES[], GOAL_ROUTES[], STEP_ROUTES[], REVIEW_ROUTES[], VERSION_ROUTES[];
#endif
