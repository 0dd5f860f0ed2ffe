/* Inside the part signal: a report as its rules need it. */
#ifndef NABIJ_REPORT_ROW_H
#define NABIJ_REPORT_ROW_H
#include "signal.h"

struct report_row {
	id64 id, file, team, account, taken_by, household;
	int64_t version;
	const char *number, *state, *domains, *area_code, *knows, *reporter_kind;
	bool urgent, answered, told;
	const char *what, *about, *place, *name, *phone, *organisation, *call_when;
	moment next;                     /* its next_attention_at, where that is known before it is made */
};
/* As the viewer: who does triage, and the reporter. */
bool report_read(struct slot *, id64 report, struct report_row *);
/* The same as the service, for work that follows on what the viewer may do. */
bool report_read_itself(struct slot *, id64 report, struct report_row *);

/* days later, or the next working day after that. */
struct day report_answer_day(struct slot *, id64 team, bool urgent);
id64 report_reader(struct slot *, id64 team);
/* The row itself, sealed in the file of its team's inbox; as NABIJ_ITSELF. */
bool report_insert(struct slot *, id64 id, const struct report_row *, id64 reader, struct day answer_by);
#endif
