/* Functions that do not compile here, each with what to use instead. Included before every source file. */
#ifndef NABIJ_BANNED_H
#define NABIJ_BANNED_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#undef sprintf                                       /* clang with _FORTIFY_SOURCE has these two as macros */
#undef vsprintf
#pragma GCC poison sprintf vsprintf strcpy strcat strncpy strncat gets strtok strtok_r atoi atol atoll gmtime localtime ctime asctime rand
#endif
