/* A statement on its way to PostgreSQL: its parameters numbered, prepared once on each connection, its values bound in the machine's form (binary, big-endian)
 * where they lie. */
#include <endian.h>
#include "postgres_engine.h"

static Oid type_of(const struct param *p)
{
	static const Oid types[] = { [PARAM_INT] = OID_INT8, [PARAM_TEXT] = OID_TEXT, [PARAM_BLOB] = OID_BYTEA, [PARAM_BOOL] = OID_BOOL,
		[PARAM_REAL] = OID_FLOAT8 };
	return types[p->type];
}

static const struct param *find(const struct sql *sql, const struct param *with, const char *name, size_t n)
{
	for (; with->type != PARAM_END; with++)
		if (!strncmp(with->name, name, n) && !with->name[n])
			return with;
	sql_bug(sql, "parameter :%.*s is not given", (int)n, name);
}

struct bound {
	const char *value[SQL_PARAMS];
	int length[SQL_PARAMS], binary[SQL_PARAMS];
	Oid type[SQL_PARAMS];
	union { uint64_t whole; uint8_t yes; } room[SQL_PARAMS];
};

static void bind_one(struct bound *b, int i, const struct param *p)
{
	b->type[i] = type_of(p);
	b->binary[i] = 1;
	b->value[i] = (const char *)&b->room[i];
	b->length[i] = 8;
	if (p->null) {
		b->value[i] = NULL;
	} else if (p->type == PARAM_TEXT || p->type == PARAM_BLOB) {
		b->value[i] = p->n ? p->p : "";
		b->length[i] = (int)p->n;
	} else if (p->type == PARAM_BOOL) {
		b->room[i].yes = p->i != 0;
		b->length[i] = 1;
	} else {
		uint64_t bits = (uint64_t)p->i;
		if (p->type == PARAM_REAL)
			memcpy(&bits, &p->d, sizeof bits);
		b->room[i].whole = htobe64(bits);
	}
}

/* The names come first: types follow from what is bound to them. */
static void send_prepare(struct slot *slot, const struct sql *sql, const struct param *with, const char *name)
{
	struct prepared *p = &slot->conn->prepared[sql->index];
	struct buf text;
	buf_init(&text, 0);
	sql_number_params(sql->text, &text, &p->names);
	for (int i = 0; i < p->names.n; i++)
		p->type[i] = type_of(find(sql, with, p->names.name[i], p->names.length[i]));
	line_send_prepare(&slot->conn->line, sql->name, name, text.p, p->names.n, p->type, &p->state);
	buf_release(&text);
}

static void send_viewer(struct slot *slot)
{
	char number[24];
	snprintf(number, sizeof number, "%lld", (long long)slot->viewer);
	line_send_prepared(&slot->conn->line, "viewer", "viewer", 1, (const char *const[]){ number }, NULL, NULL);
	slot->conn->told = slot->viewer;
}

void postgres_send(struct slot *slot, const struct sql *sql, const struct param *with)
{
	struct prepared *p = &slot->conn->prepared[sql->index];
	struct bound b;
	char name[24];
	snprintf(name, sizeof name, "s%d", sql->index);
	if (slot->conn->told != slot->viewer)
		send_viewer(slot);
	if (p->state == NOT_PREPARED)
		send_prepare(slot, sql, with, name);
	for (int i = 0; i < p->names.n; i++) {
		bind_one(&b, i, find(sql, with, p->names.name[i], p->names.length[i]));
		if (b.type[i] != p->type[i])
			sql_bug(sql, "parameter :%.*s has another type than before", (int)p->names.length[i], p->names.name[i]);
	}
	line_send_prepared(&slot->conn->line, sql->name, name, p->names.n, b.value, b.length, b.binary);
}
