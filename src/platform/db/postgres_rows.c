/* Rows that PostgreSQL gave: libpq has read all of them before the first is seen, so nothing here waits or fails. Values come in binary. */
#include "postgres_engine.h"

struct result { PGresult *rows; struct sql *sql; int at; };

struct result *postgres_result(struct arena *arena, struct sql *sql, PGresult *rows)
{
	struct result *result = ARENA_NEW(arena, struct result);
	*result = (struct result){ rows, sql, -1 };
	return result;
}

bool postgres_next(struct slot *slot, struct result *result)
{
	(void)slot;
	return ++result->at < PQntuples(result->rows);
}

void postgres_end(struct slot *slot, struct result *result)
{
	(void)slot;
	PQclear(result->rows);
}

int postgres_columns(struct result *result)
{
	return PQnfields(result->rows);
}

const char *postgres_column(struct result *result, int column)
{
	return column < PQnfields(result->rows) ? PQfname(result->rows, column) : NULL;
}

/* Whole numbers come big-endian in 2, 4 or 8 bytes. */
static int64_t whole_number(const char *bytes, int length)
{
	uint64_t bits = 0;
	for (int i = 0; i < length; i++)
		bits = bits << 8 | (unsigned char)bytes[i];
	return length == 2 ? (int16_t)bits : length == 4 ? (int32_t)bits : (int64_t)bits;
}

static double real_number(const char *bytes, int length)
{
	uint64_t bits = (uint64_t)whole_number(bytes, length);
	uint32_t low = (uint32_t)bits;
	double d;
	float f;
	memcpy(&d, &bits, sizeof d);
	memcpy(&f, &low, sizeof f);
	return length == 4 ? (double)f : d;
}

void postgres_cell(struct result *result, int column, struct cell *cell)
{
	if (PQgetisnull(result->rows, result->at, column))
		return;
	const char *bytes = PQgetvalue(result->rows, result->at, column);
	int length = PQgetlength(result->rows, result->at, column);
	cell->p = bytes;
	cell->n = (size_t)length;
	switch (PQftype(result->rows, column)) {
	case OID_INT2: case OID_INT4: case OID_INT8: case OID_BOOL:
		cell->type = CELL_INT;
		cell->i = whole_number(bytes, length);
		break;
	case OID_FLOAT4: case OID_FLOAT8:
		cell->type = CELL_REAL;
		cell->d = real_number(bytes, length);
		break;
	case OID_TEXT: case OID_VARCHAR: case OID_NAME: case OID_CHAR: case OID_UNKNOWN:
		cell->type = CELL_TEXT;
		break;
	case OID_BYTEA:
		cell->type = CELL_BLOB;
		break;
	case OID_NUMERIC:
		sql_bug(result->sql, "column %d is numeric (a sum or avg of whole numbers is): CAST(… AS BIGINT) or AS REAL", column);
	default:
		sql_bug(result->sql, "column %d is of a type (%u) that the two stores do not share", column, PQftype(result->rows, column));
	}
}
