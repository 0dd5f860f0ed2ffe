/* Bytes as hexadecimal digits, and back. Not for keys: sodium_bin2hex() and sodium_hex2bin() take the same time whatever they read. */
#ifndef NABIJ_HEX_H
#define NABIJ_HEX_H
#include "arena.h"

int hex_digit(int character);        /* 0 to 15, of either case; -1: it is none */
char *hex_text(struct arena *, const void *bytes, size_t n);     /* 2 × n digits, in lower case */
/* The bytes of an even number of digits, n of them, in the arena; NULL when the text is anything else. */
unsigned char *hex_bytes(struct arena *, const char *text, size_t *n);
#endif
