/* The tables of accounts, access and the service itself; their meaning is in docs/architecture.md (Rights) and the declarations. */
#ifndef NABIJ_ACCOUNT_ENTITIES_H
#define NABIJ_ACCOUNT_ENTITIES_H
#include "../../platform/schema/schema.h"

extern const struct codes ACCOUNT_KINDS, PARTNER_KINDS, GROUNDS;
extern const struct entity FILE_ENTITY, ACCESS_ENTITY, ACCOUNT_ENTITY, CREDENTIAL_ENTITY, RECOVERY_ENTITY, SESSION_ENTITY, TOKEN_ENTITY,
	ONCE_ENTITY, DRAFT_ENTITY, SETTING_ENTITY, JOB_ENTITY, MAIL_ENTITY, LOG_ENTITY;
#endif
