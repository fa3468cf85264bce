/*
 * Runs the program that its arguments name, on its own standard handles, and exits as that one did.
 *
 * wine kills a process which, though it has exited, has not left within half a second, and then its exit code is lost
 * to whoever asks Linux for it. Programs with several threads meet that, this one has only one.
 */

#include <windows.h>

int WINAPI WinMain(HINSTANCE instance, HINSTANCE previous, LPSTR arguments, int show) {
  STARTUPINFOA start = {.cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES};
  PROCESS_INFORMATION program;
  DWORD code;
  (void)instance, (void)previous, (void)show;
  start.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
  start.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
  start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
  if (!CreateProcessA(NULL, arguments, NULL, NULL, TRUE, 0, NULL, NULL, &start, &program)) return 127;
  WaitForSingleObject(program.hProcess, INFINITE);
  return GetExitCodeProcess(program.hProcess, &code) ? (int)code : 126;
}
