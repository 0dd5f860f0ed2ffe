/* What becomes of a signal, as it is kept: what happened to it, by whom and why; and the reporting code for domestic violence and child abuse. */
#ifndef NABIJ_TRIAGE_ENTITIES_H
#define NABIJ_TRIAGE_ENTITIES_H
#include "../../platform/schema/schema.h"

extern const struct codes REPORT_BECAME, STEP_KINDS, REPORT_EVENTS, INTRODUCE_KINDS;
extern const struct codes CODE_STEPS, YES_NO_UNSURE, WAS_DONE;
extern const struct entity REPORT_EVENT_ENTITY, REPORTING_CODE_ENTITY, REPORTING_STEP_ENTITY;
#endif
