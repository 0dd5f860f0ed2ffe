#include "inside.h"
#include <curl/curl.h>

SQL(inside_token, "INSERT INTO token (id, account_id, hash, purpose, label, created_at, until_at) VALUES (:id, :account, :hash, 'api', :label, :now, :until)");
SQL(inside_token_end, "UPDATE token SET ended_at = :now, until_at = :now WHERE id = :id");

static bool token_make(struct inside *in, const char *login, struct err *e)
{
	struct arena *a = arena_new(1 << 20);
	struct bulk *b = db_bulk_begin(in->store->db, a, e);
	if (!b) {
		arena_free(a);
		return false;
	}
	struct slot *s = bulk_slot(b);
	unsigned char hash[HASH_BYTES];
	moment now = slot_now(s);
	id64 account = store_account(s, login, e);
	in->token_id = id_new();
	snprintf(in->token, sizeof in->token, "%s", token_new(a, hash));
	if (account)
		sql_run(s, &inside_token, WITH(p_id("id", in->token_id), p_id("account", account), p_blob("hash", (struct blob){ hash, sizeof hash }),
			p_text("label", "nabij"), p_moment("now", now), p_moment("until", now + HOURS(1))));
	bool ok = db_bulk_end(b, account && !slot_failed(s), e);
	arena_free(a);
	return account && ok;
}

bool inside_start(struct inside *in, struct store *s, const char *login, struct err *e)
{
	memset(in, 0, sizeof *in);
	in->store = s;
	if (!token_make(in, login, e) || !store_spool_aside(s, e))
		return false;
	spool_start(s->spool);
	in->site = site_new(&(struct site_settings){ .db = s->db, .keys = s->keys, .spool = s->spool, .demo = s->demo });
	in->server = http_start(&(struct http_settings){ .address = "127.0.0.1", .port = 0, .body_limit = 1 << 20, .connections = 100,
		.header_seconds = 15, .idle_seconds = 60 }, site_answer, site_problem, in->site, e);
	if (!in->server)
		return false;
	in->port = http_port(in->server);
	return true;
}

void inside_stop(struct inside *in)
{
	struct err e = { "" };
	if (in->server)
		http_stop(in->server);
	struct arena *a = arena_new(1 << 20);
	struct bulk *b = db_bulk_begin(in->store->db, a, &e);
	if (b) {
		sql_run(bulk_slot(b), &inside_token_end, WITH(p_moment("now", clock_now()), p_id("id", in->token_id)));
		db_bulk_end(b, true, &e);
	}
	arena_free(a);
	if (in->site)
		site_free(in->site);
}

static size_t take(char *p, size_t size, size_t n, void *body)
{
	buf_add(body, p, size * n);
	return size * n;
}

int inside_get(const struct inside *in, const char *path, const char *accept, struct buf *body, struct err *e)
{
	char url[1200], line[200];
	long status = 0;
	CURL *c = curl_easy_init();
	struct curl_slist *headers = NULL;
	if (!c)
		return 0;
	snprintf(url, sizeof url, "http://127.0.0.1:%d%s", in->port, path);
	snprintf(line, sizeof line, "Authorization: Bearer %s", in->token);
	headers = curl_slist_append(headers, line);
	snprintf(line, sizeof line, "Accept: %s", accept);
	headers = curl_slist_append(headers, line);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, body);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	CURLcode rc = curl_easy_perform(c);
	if (rc != CURLE_OK)
		err_set(e, "%s: %s", path, curl_easy_strerror(rc));
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(headers);
	curl_easy_cleanup(c);
	return (int)status;
}
