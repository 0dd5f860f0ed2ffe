/* What was heard in a quarter, as it leaves the team: per area and life domain, kept once when the quarter's last week is over, and not counted anew.
 *
 * The counts of a week do change (counts.h): all weeks of an area are counted again when a household there does not want to be counted any more. Two documents, of
 * before and after, would tell by their difference that it was one of this neighbourhood, and of what. So whatever leaves the team by quarter (documents, the map) is
 * made of heard_quarter, through monitor/publish.h, and says the same on every day. A week counts in the quarter of its Monday. What is written later about a quarter
 * that was told is not told of it; nor does an area that is divided change what was told of it. (The same rule as monitor/published_figures.h.) */
#ifndef NABIJ_QUARTERS_H
#define NABIJ_QUARTERS_H
#include "../../platform/db/db.h"

/* The last quarter whose weeks are all over: 4 × year + 0 … 3 (monitor/publish.h). */
int quarter_heard(struct day today);
/* Keeps it of each municipality that was looked at since it was over; at first, those before it too. How many rows were kept; -1 after a failure: whole quarters
 * of whole municipalities stand. */
int quarters_keep(struct db *, struct arena *, moment now);
#endif
