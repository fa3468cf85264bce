/*
 * Stands in for mpa-setup.exe: notes how it was asked in C:\mpa-setup.txt, a line each time, and does nothing;
 * asked neither to install nor to uninstall, it runs until its input ends.
 */

#include <stdio.h>
#include <string.h>
#include <windows.h>

int main(int count, char **arguments) {
  FILE *asked;
  /* wine's desktop starts with the first program that wants it, and holds on to that one's output while any other runs. */
  GetDesktopWindow();
  asked = fopen("C:\\mpa-setup.txt", "a");
  if (!asked) return 1;
  fprintf(asked, "%s\n", GetCommandLineA());
  fclose(asked);
  if (count > 1 && strstr(arguments[1], "install")) return 0;
  while (getchar() != EOF) continue;
  return 0;
}
