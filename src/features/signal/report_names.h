/* Does a text name somebody? In a report about nobody in particular (a pattern, a place) there is no person to look for, so a name in it is a child that
 * nobody helps by it and that anybody reads. The reporter is asked once to leave it out, or to say that it is no person.
 *
 * Pure, over Dutch as people type it on a telephone. What is taken for a person:
 *   - a first name of content/words/first_names.txt, with a capital ("Ayoub", "Daan's") or without ("daan is te laat"); one that is also a word
 *     ("ben", "wil", "merel") only with a capital that does not begin the sentence;
 *   - a word with a capital behind what goes before a person: "mijn leerling Storm", "gezin Jansen", "mevrouw De Boer", "ene Wil", "heet Roos" (after
 *     "heet", "genaamd" and a pupil also without a capital, when it is a first name);
 *   - any other word with a capital inside a sentence ("zag ik Storm van Dijk lopen"), unless what goes before it says a place or an organisation ("in De
 *     Turfhoek", "bij FC De Turfhoek", "de Turfschuit"), it ends as a street does, or it is among `known`;
 *   - a telephone number, an e-mail address, a date of birth (numbers, with a year before `year`; or after "geboren"), nine digits of a BSN.
 * Words of `known` (the organisation, its place, areas: any text) are nobody. A word too many asks a question, one missed lets a name in; the team
 * that reads it still can leave it out. */
#ifndef NABIJ_REPORT_NAMES_H
#define NABIJ_REPORT_NAMES_H
#include "../../platform/base/arena.h"

enum named_kind { NAMED_NAME, NAMED_PHONE, NAMED_MAIL, NAMED_BIRTH, NAMED_NUMBER };
struct named { enum named_kind kind; const char *words, *sentence; };
struct named_list { struct named *list; int64_t n; };
enum { NAMED_MOST = 8 };

/* At most NAMED_MOST, in the order of the text, each once. NULL text: none. year: of today. */
struct named_list report_names(struct arena *, const char *text, const char *known, int year);
#endif
