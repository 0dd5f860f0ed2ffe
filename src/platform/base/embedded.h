/* A file that the program carries inside itself: made at build by tools/embed as
 * `const struct embedded NAME[]` and `const size_t NAME_n`. A zero byte follows the bytes (not counted in n), so a text can be
 * used as a string. */
#ifndef NABIJ_EMBEDDED_H
#define NABIJ_EMBEDDED_H
#include <stddef.h>

struct embedded { const char *name; const unsigned char *bytes; size_t n; };
#endif
