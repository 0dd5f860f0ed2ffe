#include "service_routes.h"
#include "../base/file.h"
#include "../base/room.h"
#include "counters.h"

static struct reply text(struct request *rq, struct buf *b, const char *type)
{
	struct reply r = reply_bytes(type, NULL, arena_strndup(rq->arena, b->p, b->n), b->n);
	buf_release(b);
	return r;
}

static struct reply health(struct request *rq)
{
	struct buf b;
	buf_init(&b, 0);
	buf_printf(&b, "{\"status\":\"%s\"}\n", room_tight(site_settings(rq->site)->room) ? "full" : "ok");
	return text(rq, &b, "application/json");
}

/* For who runs the machine: not for who comes through the front server. */
static struct reply metrics(struct request *rq)
{
	struct buf b;
	if (http_header(rq->http, "X-Forwarded-For"))
		return reply_missing();
	buf_init(&b, 0);
	struct room_state room = room_look(site_settings(rq->site)->room);
	counters_write(&b);
	buf_printf(&b, "# HELP nabij_disk_free_bytes Free on the disk of the data folder.\n# TYPE nabij_disk_free_bytes gauge\nnabij_disk_free_bytes %lld\n"
		"# HELP nabij_disk_reserve_bytes What is kept for a full disk.\n# TYPE nabij_disk_reserve_bytes gauge\nnabij_disk_reserve_bytes %lld\n",
		(long long)room.free_bytes, (long long)room.reserve_bytes);
	return text(rq, &b, "text/plain; version=0.0.4");
}

static struct reply openapi(struct request *rq)
{
	struct buf b;
	buf_init(&b, 0);
	routes_openapi(&b);
	return text(rq, &b, "application/json");
}

static struct reply theme(struct request *rq)
{
	struct buf b;
	struct err e = { "" };
	const char *path = site_settings(rq->site)->theme;
	buf_init(&b, 0);
	if (!path || !file_read(path, 64 << 10, &b, &e)) {
		buf_release(&b);
		return reply_missing();
	}
	return text(rq, &b, "text/css; charset=utf-8");
}

const struct route SERVICE_ROUTES[] = {
	{ METHOD_GET, "/healthz", RELATION_PUBLIC, .run = health, .summary = "Whether the service and its store answer" },
	{ METHOD_GET, "/metrics", RELATION_PUBLIC, .run = metrics, .summary = "Counters, for who runs the machine" },
	{ METHOD_GET, "/openapi.json", RELATION_PUBLIC, .run = openapi, .summary = "This interface, described" },
	{ METHOD_GET, "/theme.css", RELATION_PUBLIC, .run = theme, .summary = "The municipality's own theme" },
	{ .path = NULL }
};
