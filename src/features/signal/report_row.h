/* Inside the part signal: a report as its rules need it. */
#ifndef NABIJ_REPORT_ROW_H
#define NABIJ_REPORT_ROW_H
#include "signal.h"

struct report_row {
	id64 id, file, team, account, taken_by, household;
	int64_t version;
	const char *number, *state, *domains, *area_code, *knows, *reporter_kind;
	bool urgent, answered, told, seen, unnamed, may_name, forgotten, pattern;
	moment at, taken_at;
	const char *became, *step_kind, *introduce;
	int tries, unhappy_count;
	struct day inform_by;            /* of telling whom it is about, when it was put off */
	id64 link;                       /* the standing link it came by */
	const char *organisation_kind;
	const char *what, *about, *place, *name, *phone, *organisation, *call_when, *reason;
	moment next;                     /* its next_attention_at, where that is known before it is made */
};
/* As the viewer: who does triage, and the reporter. */
bool report_read(struct slot *, id64 report, struct report_row *);
/* The same as the service, for work that follows on what the viewer may do. */
bool report_read_itself(struct slot *, id64 report, struct report_row *);

/* Whom it is about has still to be told: not when they knew or asked themselves, of a pattern about nobody, or when the reporter is who is helped. */
bool report_to_be_told(const struct report_row *);
bool report_may_tell(struct slot *, const struct report_row *);
bool report_open(const struct report_row *);     /* what it becomes is still to be said */
/* The words go along to the household's own view of things. */
void report_words_along(struct slot *, const struct report_row *, id64 household);
/* A line of what was decided, by the viewer; sealed in the inbox. */
void report_event(struct slot *, const struct report_row *, const char *kind, const char *word, struct day on);
/* Random, and of no other report or held one. */
const char *report_number_new(struct slot *, id64 team);
/* An account that can do no more than come back to its report, and its token. */
id64 reporter_by_link(struct slot *, const struct report_row *, const char **token);
bool reporter_is_link(struct slot *, id64 account);
/* Such an account opens nothing any more and has no name; any other stays as it is. `file`: where it is sealed. */
void reporter_link_forget(struct slot *, id64 account, id64 file);

/* days later, or the next working day after that. */
struct day report_answer_day(struct slot *, id64 team, bool urgent);
id64 report_reader(struct slot *, id64 team);
/* The row itself, sealed in the file of its team's inbox; as NABIJ_ITSELF. at 0: now. */
bool report_insert(struct slot *, id64 id, const struct report_row *, id64 reader, struct day answer_by);
#endif
