/* Inside the part signal: what its pages of triage have alike. */
#ifndef NABIJ_INBOX_H
#define NABIJ_INBOX_H
#include "signal_screens.h"

/* GUARD_REPORT also lets a reporter see its own: in the inbox that is not enough. */
#define IN_MY_INBOX "EXISTS (SELECT 1 FROM v_access a WHERE a.file_id = r.file_id AND a.account_id = :me AND a.from_at <= :now AND a.until_at > :now)"
extern const struct input TRIAGE;
reply_fn signal_show;                    /* the page of one signal */
#endif
