/* What other parts' pages show of initiatives. */
#include "../../platform/base/list.h"
#include "../../platform/web/web.h"
#include "initiative.h"
#include "initiative_entities.h"

SQL(initiatives_from_theme, "SELECT i.id, i.title, i.phase FROM v_known_initiative i WHERE i.theme_id = :theme ORDER BY i.id DESC LIMIT 20");

size_t initiatives_of_theme(struct request *rq, id64 theme, struct initiative_about **list)
{
	size_t n = 0;
	struct rows *r = sql_read(rq->slot, &initiatives_from_theme, WITH(p_id("theme", theme)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, *list, n) = (struct initiative_about){ rows_int(r, 0), rows_text(r, 1), rows_text(r, 2),
			rq_code(rq, &INITIATIVE_PHASES, rows_text(r, 2)) };
	return n;
}
