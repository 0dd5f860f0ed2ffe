#include "asset_answer.h"
#include "assets.h"

bool assets_answer(struct http_request *http, struct http_response *res)
{
	if (strncmp(http->path, "/assets/", 8) || http->method == METHOD_POST)
		return false;
	const struct asset *a = asset_find(http->path + 8);
	res->status = a ? 200 : 404;
	http_set(http, res, "X-Content-Type-Options", "nosniff");
	http_set(http, res, "Content-Type", a ? a->type : "text/plain; charset=utf-8");
	if (!a) {
		buf_str(&res->body, "404\n");
		return true;
	}
	bool current = asset_is_current(a, form_get(&http->query, "v"));
	http_set(http, res, "Cache-Control", current ? "public, max-age=31536000, immutable" : "public, max-age=86400");
	buf_add(&res->body, a->bytes, a->n);
	return true;
}
