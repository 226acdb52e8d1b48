/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * undefined.c - a function nobody has
 *
 * expect: undefined symbol: _vmnet_no_such_function
 */

int vmnet_no_such_function(void);

int main(void)
{
	return vmnet_no_such_function();
}
