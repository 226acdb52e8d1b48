# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# style.gp - terminal, colours, fonts and the text around every chart
#
# Wants out, format ("png" or "svg"), width and height in pixels, and the texts
# that render.sh found: heading, machine, system, caption1, caption2.

set encoding utf8

# Points in the one terminal are pixels in the other.
type(points) = sprintf("DejaVu Sans,%.0f", \
	format eq "svg" ? points * 4 / 3.0 : points)
small = type(10) # set tics wants a variable

# noenhanced: the names of processors and kernels have _ and @ in them
if (format eq "png") {
	set terminal pngcairo size width,height font type(11) \
		background "white" noenhanced
} else {
	set terminal svg size width,height font type(11) \
		background "white" noenhanced dynamic
}
set output out

# Okabe and Ito: told apart with every kind of colour vision.  A direction has
# its colour in every chart, whatever else is in there; others have numbers.
palette = "#0072B2 #E69F00 #009E73 #CC79A7 #56B4E9 #D55E00 #7F7F7F #B8A800"
colour(name) = \
	name eq "host-to-vm" ? word(palette, 1) : \
	name eq "vm-to-host" ? word(palette, 2) : \
	name eq "vm-to-vm" ? word(palette, 3) : \
	name eq "host-and-vm" ? word(palette, 4) : \
	name eq "vm-and-vm" ? word(palette, 5) : \
	name eq "host-to-vms" ? word(palette, 6) : \
	name eq "vms-to-host" ? word(palette, 8) : \
	strstrt("12345678", name) ? word(palette, int(name)) : word(palette, 7)
ink = "#222222"
faint = "#666666"
pale = "#dddddd"
shade = "#f2f2f2"

# Distances in pixels from the edges, as gnuplot wants them.
top(y) = 1.0 - y / real(height)
bottom(y) = y / real(height)
left(x) = x / real(width)
right(x) = 1.0 - x / real(width)

set label 101 heading at screen 0.5,top(24) center \
	font type(15) textcolor rgb ink
set label 102 machine at screen 0.5,top(48) center \
	font type(10) textcolor rgb ink
set label 103 system at screen 0.5,top(66) center \
	font type(10) textcolor rgb ink
set label 104 caption1 at screen left(20),bottom(34) left font type(9) \
	textcolor rgb faint
set label 105 caption2 at screen left(20),bottom(16) left font type(9) \
	textcolor rgb faint

set border 3 linecolor rgb faint
set tics nomirror textcolor rgb ink
set grid ytics linetype 1 linecolor rgb pale linewidth 1
set style fill solid 1.0 noborder
