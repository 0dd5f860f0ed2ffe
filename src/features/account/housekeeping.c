/* What has had its time goes: sessions and tokens that ended, marks of forms that were sent, drafts, private notes. */
#include "housekeeping.h"

#define ONCE_KEPT  HOURS(24 * 7)
#define DRAFT_KEPT HOURS(24 * 30)

SQL(old_sessions, "DELETE FROM session WHERE id IN (SELECT s.id FROM s_session s WHERE s.until_at <= :now LIMIT 500)");
SQL(old_tokens, "DELETE FROM token WHERE id IN (SELECT t.id FROM s_token t WHERE t.until_at <= :now LIMIT 500)");
/* By the order of ids, which is that of time: an index on the moment would be one more page for each form that is sent. */
SQL(old_once, "DELETE FROM once WHERE id IN (SELECT o.id FROM (SELECT f.id, f.at FROM s_once f ORDER BY f.id LIMIT 500) o WHERE o.at < :before)");
SQL(old_drafts, "DELETE FROM draft WHERE id IN (SELECT d.id FROM s_draft d WHERE d.at < :before LIMIT 500)");
SQL(old_notes, "DELETE FROM note WHERE id IN (SELECT n.id FROM s_note n WHERE n.until_at <= :now LIMIT 500)");

int housekeeping(struct slot *slot)
{
	moment now = slot_now(slot);
	int n = sql_run(slot, &old_sessions, WITH(p_moment("now", now))) + sql_run(slot, &old_tokens, WITH(p_moment("now", now)))
		+ sql_run(slot, &old_once, WITH(p_moment("before", now - ONCE_KEPT))) + sql_run(slot, &old_drafts, WITH(p_moment("before", now - DRAFT_KEPT)))
		+ sql_run(slot, &old_notes, WITH(p_moment("now", now)));
	return slot_failed(slot) ? -1 : n;
}
