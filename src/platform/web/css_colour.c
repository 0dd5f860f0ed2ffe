#include "css_colour.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool hex_colour(const char *s, double rgb[3])
{
	size_t n = strspn(s, "0123456789abcdefABCDEF");
	if (s[n] || (n != 3 && n != 6))
		return false;
	for (int i = 0; i < 3; i++) {
		char two[3] = { n == 3 ? s[i] : s[2 * i], n == 3 ? s[i] : s[2 * i + 1], 0 };
		rgb[i] = (double)strtol(two, NULL, 16) / 255;
	}
	return true;
}

/* Three numbers apart by spaces or commas, and no fourth but an opaque alpha; a percentage is a part of one. */
static bool three_numbers(const char *s, double out[3], bool percent[3])
{
	double alpha = 1;
	for (int i = 0; i < 4; i++) {
		char *end;
		s += strspn(s, " ,/");
		if (i == 3 && *s == ')')
			break;
		double n = strtod(s, &end);
		if (end == s || !isfinite(n))
			return false;
		s = end;
		bool hundredth = *s == '%';
		s += hundredth ? 1 : !strncmp(s, "deg", 3) ? 3 : 0;
		if (i == 3)
			alpha = hundredth ? n / 100 : n;
		else {
			out[i] = hundredth ? n / 100 : n;
			percent[i] = hundredth;
		}
	}
	s += strspn(s, " ");
	return s[0] == ')' && !s[1] && alpha >= 1;
}

static double within(double x)
{
	return x < 0 ? 0 : x > 1 ? 1 : x;
}

static void from_hsl(const double hsl[3], double rgb[3])
{
	double hue = fmod(fmod(hsl[0], 360) + 360, 360), light = within(hsl[2]), reach = within(hsl[1]) * fmin(light, 1 - light);
	for (int i = 0; i < 3; i++) {
		double k = fmod((i == 0 ? 0 : i == 1 ? 8 : 4) + hue / 30, 12);
		rgb[i] = light - reach * fmax(-1, fmin(fmin(k - 3, 9 - k), 1));
	}
}

bool colour_read(const char *s, double rgb[3])
{
	double n[3];
	bool percent[3];
	if (*s == '#')
		return hex_colour(s + 1, rgb);
	if (!strcasecmp(s, "white") || !strcasecmp(s, "black")) {
		rgb[0] = rgb[1] = rgb[2] = tolower((unsigned char)*s) == 'w';
		return true;
	}
	bool hsl = !strncmp(s, "hsl", 3);
	if (!hsl && strncmp(s, "rgb", 3))
		return false;
	s += s[3] == 'a' ? 4 : 3;
	if (*s != '(' || !three_numbers(s + 1, n, percent))
		return false;
	for (int i = 0; i < 3 && !hsl; i++)
		rgb[i] = within(percent[i] ? n[i] : n[i] / 255);
	if (hsl && !percent[1] && !percent[2])
		return false;
	if (hsl)
		from_hsl(n, rgb);
	return true;
}

/* WCAG 2.2, relative luminance. */
static double luminance(const double rgb[3])
{
	double part[3];
	for (int i = 0; i < 3; i++)
		part[i] = rgb[i] <= 0.04045 ? rgb[i] / 12.92 : pow((rgb[i] + 0.055) / 1.055, 2.4);
	return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
}

double colour_contrast(const char *text, const char *ground)
{
	double a[3], b[3];
	if (!colour_read(text, a) || !colour_read(ground, b))
		return 0;
	double x = luminance(a), y = luminance(b);
	return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}
