/* Inside the part household: what is written down in the broad intake (Krachten bundelen 3.1, "alle relevante leefgebieden zijn in beeld"). Rules, inside a change;
 * by who may write the shared file, while the household is open: else 0, false, INTAKE_REFUSED.
 *
 * What somebody said stands as said: views of different people are notes of their own, never merged. Nothing is taken away: a note that was emptied is
 * a note without words, which no page shows. */
#ifndef NABIJ_INTAKE_H
#define NABIJ_INTAKE_H
#include "household.h"

/* kind: strength, worry, view (of `whose`). person 0: about the whole family. */
struct note_new { id64 household, person; const char *domain, *kind, *text, *whose; };
id64 domain_note_add(struct slot *, const struct note_new *);

/* CONFLICT: the words are no longer those of the version that the writer had before them, and writing would lose what stands there now. */
enum intake_outcome { INTAKE_REFUSED, INTAKE_CONFLICT, INTAKE_SAVED };
enum intake_outcome domain_note_change(struct slot *, id64 household, id64 note, const char *text, int64_t version);

/* Two domains that hang together, and how (may be NULL). Once is enough: the same two again get the new words. */
bool domain_link(struct slot *, id64 household, const char *domain, const char *other, const char *text);
bool domain_link_end(struct slot *, id64 household, id64 link);

/* A domain was looked at: choice seen or not_needed (which counts as seen too), score 0 … 10 for who likes, else -1. What already stood so is not
 * written again, so that the first row stays the start. */
bool domain_see(struct slot *, id64 household, const char *domain, const char *choice, int score);
#endif
