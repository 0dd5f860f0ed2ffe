/* Whole numbers as digits, without printf: a page of people's work prints hundreds. */
#ifndef NABIJ_DIGITS_H
#define NABIJ_DIGITS_H

enum { DIGITS_MOST = 24 };       /* room for any number and its sign */

/* Writes the digits of `value` before `end` (at least `least` of them, with noughts in front); gives where they begin. No NUL. */
static inline char *digits_before(char *end, unsigned long long value, int least)
{
	for (; value || least > 0; value /= 10, least--)
		*--end = (char)('0' + value % 10);
	return end;
}

/* The same with a sign; 0 is "0". */
static inline char *number_before(char *end, long long value)
{
	char *from = digits_before(end, value < 0 ? -(unsigned long long)value : (unsigned long long)value, 1);
	if (value < 0)
		*--from = '-';
	return from;
}

/* -12 as "-1.2", 30 as "3". */
static inline char *tenths_before(char *end, long long tenths)
{
	unsigned long long value = tenths < 0 ? -(unsigned long long)tenths : (unsigned long long)tenths;
	if (value % 10) {
		*--end = (char)('0' + value % 10);
		*--end = '.';
	}
	end = digits_before(end, value / 10, 1);
	if (tenths < 0)
		*--end = '-';
	return end;
}
#endif
