/* The figures that stand beside what a team writes, as they are now: of the area and, for what happened there, of what lies in it.
 *
 *   key_figures   CBS, beside the municipality
 *   signals       what was heard, per life domain: five quarters that are over, as published; for the team also the last thirteen weeks
 *   places        where it was heard: the neighbourhoods on a map, for the team of the last thirteen weeks, else of the last quarter
 *   themes        what many meet together, and what the team does with it
 *   initiatives   what is done together, and whom it reached
 *   problems      what was raised, and what came back
 *
 * Each twice: as the team may see it, and as it may leave the team (`out`: through monitor/publish.h, nothing exact). Both are taken into a document at
 * once, so that what a policy maker reads later is of the same day. */
#ifndef NABIJ_DOCUMENT_FIGURES_H
#define NABIJ_DOCUMENT_FIGURES_H
#include "snapshot.h"

struct figures_of { struct slot *slot; struct arena *arena; const struct lang *lang; const char *area, *area_name; id64 team; moment now; };
/* As the slot's viewer, a member of the team. NULL: no such figures. */
struct snapshot *document_figures(const struct figures_of *, const char *code, bool out);
const char *document_figures_name(const char *code);         /* Dutch: for the button; NULL: no such */
bool document_figures_words(const char *code, size_t column);        /* that column tells no numbers */
#endif
