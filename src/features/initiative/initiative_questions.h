/* The critical questions and working factors of each phase, as a reflection: one tap and a word, never asked, never a gate.
 *
 * After Spierts and Post (2018, p. 17), who drew them from pilots in Haarlem (Krachten bundelen 3.4); the sentences are our own. */
#ifndef NABIJ_INITIATIVE_QUESTIONS_H
#define NABIJ_INITIATIVE_QUESTIONS_H
#include <stdbool.h>

struct initiative_question { const char *code, *phase, *text; bool critical; };      /* critical: a question; else a factor that works. text: Dutch, N_() */
extern const struct initiative_question INITIATIVE_QUESTIONS[];      /* ends with code NULL */
const struct initiative_question *initiative_question(const char *code);
#endif
