; The installer for one person, without an administrator. It is given VERSION, PROGRAMS, OUT, ICON, PICTURE and ADD_PAGES.
;
;   mpa-host-setup.exe [/S] [/BROWSERS=chrome,edge,firefox] [/D=FOLDER]     uninstall.exe [/S]
;
; What is registered with the browsers is mpa-setup's alone. Exit codes: 0; 1 where something was left undone.

Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
; The files' times are those of the build: they would differ each time.
SetDateSave off
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS all
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\mpa-host"

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include StrFunc.nsh
${Using:StrFunc} StrStr

Name "$(Title)"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\mpa-host"
; A newer version goes where the older one is, wherever that was put with /D=.
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
BrandingText "mpa-host ${VERSION}"
VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "mpa-host"
VIAddVersionKey /LANG=0 "FileDescription" "Set-up of the My Number card login"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "LegalCopyright" "MIT OR Apache-2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURE}"
!define MUI_WELCOMEPAGE_TITLE "$(WelcomeTitle)"
!define MUI_WELCOMEPAGE_TEXT "$(WelcomeText)"
!define MUI_PAGE_CUSTOMFUNCTION_SHOW NameInstallButton
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "$(FinishTitle)"
!define MUI_FINISHPAGE_TEXT "$(FinishText)"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "$(OpenPages)"
!define MUI_FINISHPAGE_RUN_FUNCTION OpenAddPages
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE "Japanese"
!insertmacro MUI_LANGUAGE "English"

LangString Lang ${LANG_JAPANESE} "ja"
LangString Lang ${LANG_ENGLISH} "en"
LangString Title ${LANG_JAPANESE} "マイナンバーカードログイン"
LangString Title ${LANG_ENGLISH} "My Number card login"
LangString WelcomeTitle ${LANG_JAPANESE} "マイナンバーカードログインの$\r$\nセットアップ"
LangString WelcomeTitle ${LANG_ENGLISH} "Set up My Number card login"
LangString FinishTitle ${LANG_JAPANESE} "インストールが完了しました"
LangString FinishTitle ${LANG_ENGLISH} "The installation is complete"
LangString WelcomeText ${LANG_JAPANESE} "このパソコンのブラウザーで、マイナンバーカードを使ってログインできるようにします。管理者の権限は要りません。$\r$\n$\r$\n［インストール］を押してください。"
LangString WelcomeText ${LANG_ENGLISH} "Lets the browsers on this computer log in with a My Number card. No administrator is needed.$\r$\n$\r$\nPlease press Install."
LangString FinishText ${LANG_JAPANESE} "最後に、ブラウザーの拡張機能の追加ページで［追加］を押してください。"
LangString FinishText ${LANG_ENGLISH} "One step remains: on the page that your browser opens, please add the extension."
LangString OpenPages ${LANG_JAPANESE} "拡張機能の追加ページを開く"
LangString OpenPages ${LANG_ENGLISH} "Open the page that adds the extension"
LangString InUse ${LANG_JAPANESE} "$0 を置き換えられません。ブラウザーを閉じてから、もう一度実行してください。"
LangString InUse ${LANG_ENGLISH} "$0 cannot be replaced. Please close the browsers and start this again."
LangString LeftUndone ${LANG_JAPANESE} "一部のブラウザーに登録できませんでした。$\r$\n$\r$\n$1"
LangString LeftUndone ${LANG_ENGLISH} "Some browsers could not be set up.$\r$\n$\r$\n$1"
LangString StillThere ${LANG_JAPANESE} "ブラウザーへの登録の一部を削除できませんでした。$\r$\n$\r$\n$1$\r$\n［再試行］を押すと、もう一度削除します。［中止］を押すと、あとでもう一度アンインストールできます。［無視］を押すと、その登録を残してプログラムを削除します。"
LangString StillThere ${LANG_ENGLISH} "Part of the registration with the browsers could not be removed.$\r$\n$\r$\n$1$\r$\nRetry removes it again. Abort leaves the program, to be uninstalled later. Ignore removes the program and leaves that registration."
LangString Kept ${LANG_JAPANESE} "$0 を削除できませんでした。まだ動いているようです。$\r$\n$\r$\nそのプログラムを終了するか、パソコンを再起動してから、もう一度アンインストールしてください。"
LangString Kept ${LANG_ENGLISH} "$0 could not be removed. It seems to be still running.$\r$\n$\r$\nPlease close that program or restart the computer, and then uninstall once more."
LangString Elsewhere ${LANG_JAPANESE} "すでに $0 にインストールされています。$\r$\n$\r$\n更新するには、/D= を付けずに実行してください。フォルダーを変えるには、先にアンインストールしてください。"
LangString Elsewhere ${LANG_ENGLISH} "It is already installed in $0.$\r$\n$\r$\nTo update it, please start this without /D=. To move it to another folder, please uninstall it first."

Var Browsers

; Starts mpa-setup. $0 is its exit code, and $1 what it says of anything left undone, as far as a variable takes it.
; It speaks UTF-8, which nsExec would read in the system's code page: so a file lies between them.
!define TOLD_BYTES 1023
!macro AskSetup arguments
  InitPluginsDir
  nsExec::Exec '"$SYSDIR\cmd.exe" /s /c ""$INSTDIR\mpa-setup.exe" ${arguments} --lang $(Lang) > nul 2> "$PLUGINSDIR\told.txt""'
  Pop $0
  StrCpy $1 ""
  FileOpen $4 "$PLUGINSDIR\told.txt" r
  ${If} $4 != ""
    System::Alloc ${TOLD_BYTES}
    Pop $5
    System::Call 'kernel32::ReadFile(p r4, p r5, i ${TOLD_BYTES}, *i .r6, p 0)'
    FileClose $4
    System::Call 'kernel32::MultiByteToWideChar(i 65001, i 0, p r5, i r6, w .r1, i ${TOLD_BYTES})'
    System::Free $5
  ${EndIf}
!macroend

Function .onInit
  ${GetParameters} $0
  ${GetOptions} $0 "/BROWSERS=" $Browsers
  ${If} $Browsers == ""
    StrCpy $Browsers "auto"
  ${EndIf}
  ; A second copy would take the first one's place in Windows' list of programs, and nothing would remove that one any more.
  ReadRegStr $0 HKCU "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 != ""
  ${AndIf} $0 != $INSTDIR
  ${AndIf} ${FileExists} "$0\uninstall.exe"
    MessageBox MB_OK|MB_ICONSTOP "$(Elsewhere)" /SD IDOK
    SetErrorLevel 1
    Quit
  ${EndIf}
FunctionEnd

Function NameInstallButton
  GetDlgItem $0 $HWNDPARENT 1
  SendMessage $0 ${WM_SETTEXT} 0 "STR:$(^InstallBtn)"
FunctionEnd

; A program that runs can be renamed though not replaced; what is left of it goes at the next installation or removal.
!macro MakeWay name
  Delete "$INSTDIR\${name}.*.old"
  Delete "$INSTDIR\${name}"
  ${If} ${FileExists} "$INSTDIR\${name}"
    System::Call "kernel32::GetTickCount64() l .r1"
    ClearErrors
    Rename "$INSTDIR\${name}" "$INSTDIR\${name}.$1.old"
    ${If} ${Errors}
      StrCpy $0 "$INSTDIR\${name}"
      MessageBox MB_OK|MB_ICONSTOP "$(InUse)" /SD IDOK
      SetErrorLevel 1
      Abort "$(InUse)"
    ${EndIf}
  ${EndIf}
!macroend

Section
  SetOutPath "$INSTDIR"
  !insertmacro MakeWay "mpa-host.exe"
  !insertmacro MakeWay "mpa-setup.exe"
  File "${PROGRAMS}\mpa-host.exe"
  File "${PROGRAMS}\mpa-setup.exe"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "$(Title)"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\mpa-host.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "mpa-host"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  !insertmacro AskSetup "install --scope user --browser $Browsers"
  ${If} $0 != 0
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(LeftUndone)" /SD IDOK
    SetErrorLevel 1
  ${EndIf}
SectionEnd

; $3 says whether $Browsers names the program's browser; or all that are found are meant.
!macro IfNamed name
  ${StrStr} $2 ",$Browsers," ",${name},"
  ${If} $2 != ""
    StrCpy $3 "named"
  ${EndIf}
!macroend

!macro OpenAddPage registered page
  ${If} $3 == "named"
  ${OrIf} $Browsers == "auto"
  ${OrIf} $Browsers == "all"
    ReadRegStr $1 HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\${registered}" ""
    ${If} $1 == ""
      ReadRegStr $1 HKLM "Software\Microsoft\Windows\CurrentVersion\App Paths\${registered}" ""
    ${EndIf}
    ${If} $1 != ""
      ExecShell "open" "$1" "${page}"
    ${EndIf}
  ${EndIf}
  StrCpy $3 ""
!macroend

Function OpenAddPages
  StrCpy $3 ""
  !include "${ADD_PAGES}"
FunctionEnd

; What is still there keeps whatever can remove it later, and Windows' list goes on naming it.
!macro Remove name
  ${For} $2 1 20
    Delete "$INSTDIR\${name}"
    ${IfNot} ${FileExists} "$INSTDIR\${name}"
      ${ExitFor}
    ${EndIf}
    ; Windows may hold a program for a moment after its end.
    Sleep 100
  ${Next}
  FindFirst $2 $3 "$INSTDIR\${name}"
  FindClose $2
  ${If} $3 != ""
    StrCpy $0 "$INSTDIR\$3"
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(Kept)" /SD IDOK
    SetErrorLevel 1
    Abort
  ${EndIf}
!macroend

Section "Uninstall"
again:
  !insertmacro AskSetup "uninstall --scope user --browser all"
  ${If} $0 != 0
    ; What can remove the rest stays, and Windows' list of programs goes on naming it.
    MessageBox MB_ABORTRETRYIGNORE|MB_ICONEXCLAMATION "$(StillThere)" /SD IDABORT IDRETRY again IDIGNORE anyway
    SetErrorLevel 1
    Abort
  ${EndIf}
anyway:
  Delete "$INSTDIR\mpa-host.exe"
  ${If} ${FileExists} "$INSTDIR\mpa-host.exe"
    ; It runs for as long as its browser wants it: out of the way, where the system clears up.
    GetTempFileName $1
    Delete "$1"
    Rename "$INSTDIR\mpa-host.exe" "$1"
  ${EndIf}
  !insertmacro Remove "mpa-host.exe"
  !insertmacro Remove "mpa-host.exe.*.old"
  !insertmacro Remove "mpa-setup.exe.*.old"
  ; The last, since the next removal begins with it.
  !insertmacro Remove "mpa-setup.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
SectionEnd
