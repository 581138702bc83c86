@echo off
rem Starts Plumbline on Windows: finds a JDK 25 or later, builds what is missing or older than its sources, and runs.
rem
rem   PLUMBLINE_JAVA        the JDK to use: its folder
rem   PLUMBLINE_JAVA_OPTS   more JVM options, such as -Xmx4g; they come last and so win
rem   PLUMBLINE_BUILD_OPTS  more Maven options for the build
setlocal EnableExtensions DisableDelayedExpansion

set "ROOT=%~dp0"
set "ROOT=%ROOT:~0,-1%"
set "JAR=%ROOT%\cli\target\plumbline.jar"
set "MADE=%ROOT%\cli\target\launcher"
set "STAMP=%MADE%\stamp"
set "CACHE=%MADE%\plumbline.aot"
set "FLAGS=-Xmx2g -XX:+UseSerialGC -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -DOPT_OUT_TRACKING=true"

rem --- a JDK
set "FOUND="
if defined PLUMBLINE_JAVA (
  call :consider "%PLUMBLINE_JAVA%"
  goto :chosen
)
if defined JAVA_HOME call :consider "%JAVA_HOME%"
for /f "delims=" %%j in ('where java 2^>nul') do for %%d in ("%%~dpj..") do call :consider "%%~fd"
for /d %%d in (
  "%ProgramFiles%\Java\*"
  "%ProgramFiles%\Eclipse Adoptium\*"
  "%ProgramFiles%\Microsoft\*"
  "%ProgramFiles%\Zulu\*"
  "%ProgramFiles%\Amazon Corretto\*"
  "%ProgramFiles%\BellSoft\*"
  "%LOCALAPPDATA%\Programs\Eclipse Adoptium\*"
  "%USERPROFILE%\.jdks\*"
) do call :consider "%%~d"
:chosen
if not defined FOUND (
  if defined PLUMBLINE_JAVA (
    >&2 echo plumbline: PLUMBLINE_JAVA=%PLUMBLINE_JAVA% is no JDK 25 or later; point it at one, or unset it
  ) else (
    >&2 echo plumbline: needs a JDK 25 or later and found none in JAVA_HOME, PATH, %ProgramFiles% and %USERPROFILE%\.jdks;
    >&2 echo install one from https://adoptium.net or set PLUMBLINE_JAVA to its folder
  )
  exit /b 1
)
if "%~1"=="--java-home" (
  echo %FOUND%
  exit /b 0
)

rem --- the build: one PowerShell call says whether it is up to date, and how wide the terminal behind standard error is
set "STATE=stale"
set "COLUMNS=0"
for /f "tokens=1,2" %%a in ('powershell -NoProfile -Command "$state='stale'; if ((Test-Path -LiteralPath $env:STAMP) -and (Test-Path -LiteralPath $env:JAR)) { $made=(Get-Item -LiteralPath $env:STAMP).LastWriteTimeUtc; $newer=@(Get-Item (Join-Path $env:ROOT 'pom.xml'), (Join-Path $env:ROOT '*\pom.xml'), (Join-Path $env:ROOT '*\src\main')) + @(Get-ChildItem -Recurse (Join-Path $env:ROOT '*\src\main')) | Where-Object { $_.LastWriteTimeUtc -gt $made } | Select-Object -First 1; if (-not $newer) { $state='fresh' } }; $columns=0; if (-not [Console]::IsErrorRedirected) { $columns=$Host.UI.RawUI.WindowSize.Width }; Write-Output ($state + ' ' + [int]$columns)"') do (
  set "STATE=%%a"
  set "COLUMNS=%%b"
)
if not "%STATE%"=="fresh" (
  call :build
  if errorlevel 1 exit /b 1
)

rem --- go; a cache that another JDK or another build made is ignored by the JVM, in silence
set "AOT="
if exist "%CACHE%" set AOT="-XX:AOTCache=%CACHE%" -Xlog:aot=off -Xlog:cds=off
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=passive"
if not defined OPENBLAS_THREAD_TIMEOUT set "OPENBLAS_THREAD_TIMEOUT=14"
"%FOUND%\bin\java.exe" %FLAGS% %AOT% -Dplumbline.terminal=%COLUMNS% "-Dplumbline.home=%ROOT%" %PLUMBLINE_JAVA_OPTS% -cp "%JAR%" dev.plumbline.cli.Main %*
exit /b %ERRORLEVEL%

rem Takes the JDK in folder %1 if none was taken before and it is recent enough.
:consider
if defined FOUND exit /b 0
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set "VERSION=0"
set "FEATURE=0"
for /f "usebackq tokens=2 delims==" %%v in (`findstr /b /c:"JAVA_VERSION=" "%~1\release"`) do set "VERSION=%%~v"
for /f "delims=.+-" %%f in ("%VERSION%") do set "FEATURE=%%f"
if %FEATURE% GEQ 25 set "FOUND=%~1"
exit /b 0

:build
if not exist "%MADE%" mkdir "%MADE%" || exit /b 1
>&2 echo plumbline: building (the first time this also fetches about 250 MB of libraries)
type nul > "%MADE%\began"
pushd "%ROOT%"
set "JAVA_HOME=%FOUND%"
call "%ROOT%\mvnw.cmd" -B -pl cli -am package -Dmaven.test.skip=true -Djacoco.skip=true -Dspotless.check.skip=true -Dcyclonedx.skip=true %PLUMBLINE_BUILD_OPTS% > "%MADE%\build.log" 2>&1
set "STATUS=%ERRORLEVEL%"
popd
if not "%STATUS%"=="0" (
  findstr /b /c:"[ERROR]" "%MADE%\build.log" >&2
  >&2 echo plumbline: the build failed; all it said is in %MADE%\build.log
  exit /b 1
)
if exist "%CACHE%" del "%CACHE%"
>&2 echo plumbline: built; preparing fast starts
"%FOUND%\bin\java.exe" %FLAGS% "-XX:AOTCacheOutput=%MADE%\new.aot" -XX:-AOTClassLinking -cp "%JAR%" dev.plumbline.cli.StartupRehearsal > "%MADE%\rehearsal.log" 2>&1
if errorlevel 1 (
  >&2 echo plumbline: no fast starts, see %MADE%\rehearsal.log; everything else works
) else (
  move /y "%MADE%\new.aot" "%CACHE%" > nul
)
move /y "%MADE%\began" "%STAMP%" > nul
exit /b 0
