/* A report is sent: by whom, by which link, and what it may stop for. */
#include "arrive.h"
#include "report_form.h"
#include "signal.h"

SQL(reporter_known, "SELECT id, file_id, phone, organisation, partner_kind FROM v_account WHERE id = :id");

static void reporter_fill(struct request *rq, struct report_new *new)
{
	new->reporter = rq->viewer.account;
	new->reporter_name = rq->viewer.name;
	struct rows *r = sql_read(rq->slot, &reporter_known, WITH(p_id("id", rq->viewer.account)));
	if (rows_next(r)) {
		if (!rows_null(r, 2))
			new->reporter_phone = rows_open(r, 2, "account.phone");
		if (!rows_null(r, 3))
			new->reporter_organisation = rows_open(r, 3, "account.organisation");
		new->organisation_kind = rows_text(r, 4);
	}
	rows_end(r);
}

static struct report_new what_was_said(struct request *rq)
{
	struct report_new new = {
		.what = field_text(rq->in, "what"), .domains = field_text(rq->in, "domains"), .about = field_text(rq->in, "about"),
		.place = field_text(rq->in, "place"), .area_code = report_area_said(rq), .knows = field_text(rq->in, "knows"),
		.reporter_kind = field_text(rq->in, "reporter_kind"), .reporter_name = field_text(rq->in, "reporter_name"),
		.reporter_phone = field_text(rq->in, "reporter_phone"), .reporter_organisation = field_text(rq->in, "reporter_organisation"),
		.call_when = field_text(rq->in, "call_when"), .urgent = field_yes(rq->in, "urgent"), .pattern = field_yes(rq->in, "pattern"),
		.introduce = field_text(rq->in, "introduce"), .may_name = field_yes(rq->in, "may_name"),
	};
	if (!strcmp(new.reporter_kind, "self"))
		new.knows = "yes";
	if (report_reporter_known(rq))
		reporter_fill(rq, &new);
	return new;
}

/* A parent who scans the poster in the canteen is not of the club. */
static void fill_by_link(const struct report_link *link, struct report_new *new)
{
	new->link = link->id;
	new->team = link->team;
	if (!strcmp(new->reporter_kind, "partner"))
		new->organisation_kind = link->kind;
	else if (new->reporter_organisation && !strcmp(new->reporter_organisation, link->organisation))
		new->reporter_organisation = NULL;
}

/* How busy the link is decides where it goes: into the inbox, into the link's own queue, or not yet (report_link.h). */
static bool receive(struct request *rq, const struct report_link *link, const struct report_new *new, struct report_receipt *receipt)
{
	struct arrival *a = rq->carry;
	enum link_pace pace = link->id && !report_reporter_known(rq) ? report_link_pace(rq->slot, link) : PACE_COMES_IN;
	if (pace == PACE_FULL)
		a->stop = STOP_FULL;
	else if ((pace != PACE_COMES_IN || a->doubtful) && !a->human)
		a->stop = STOP_HUMAN;
	if (a->stop)
		return false;
	return pace == PACE_HOLDS ? report_hold(rq->slot, link, new, receipt) : report_receive(rq->slot, new, receipt);
}

struct reply report_send(struct request *rq)
{
	struct arrival *a = rq->carry;
	struct report_link link;
	struct report_receipt receipt = { 0 };
	report_complete(rq);
	enum link_state state = arrived_by(rq, &link);
	if (field_text(rq->in, "link") && state != LINK_OPEN)
		a->stop = STOP_LINK_GONE;
	if (rq->in->errors || a->stop)
		return reply_again();
	struct report_new new = what_was_said(rq);
	if (link.id)
		fill_by_link(&link, &new);
	bool received = receive(rq, &link, &new, &receipt);
	if (!received && !a->stop)
		field_fail(rq->in, NULL, rq_tr(rq, N_("Er is nog geen team dat meldingen leest. Bel de gemeente.")));
	if (!received)
		return reply_again();
	return receipt.token ? reply_go(rq, NULL, "/r/%s", receipt.token) : reply_go(rq, NULL, "/my-reports/%lld", (long long)receipt.report);
}

static const char *stop_words(enum stop stop)
{
	switch (stop) {
	case STOP_PEER: return N_("Er kwamen net erg veel meldingen van deze plek. Wacht een paar minuten en verstuur je melding dan opnieuw.");
	case STOP_FULL: return N_("Via deze link kwamen er net heel veel meldingen tegelijk. Je melding is nog niet verstuurd; alles staat er nog. Probeer het over een"
		" kwartier, of bel het wijkteam.");
	case STOP_LINK_GONE: return N_("De link waarmee je begon, is net gestopt. Je tekst staat er nog: verstuur hem nog een keer, dan komt hij bij het wijkteam van"
		" die buurt.");
	default: return NULL;
	}
}

struct reply report_send_again(struct request *rq)
{
	const struct arrival *a = rq->carry;
	const char *stop = a ? stop_words(a->stop) : NULL;
	report_complete(rq);
	int at = report_step_wanted(rq, REPORT_CHECK);
	if (stop)
		rq->in->whole = rq_tr(rq, stop);
	rq->in->errors += rq->in->whole != NULL;
	return report_form_page(rq, at);
}
