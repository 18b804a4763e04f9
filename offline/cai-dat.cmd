@echo off
rem Nhap dup vao tep nay de cai tracker. Double click installs tracker, in Vietnamese.
setlocal
chcp 65001 >nul
pushd "%~dp0"
set PYTHON=
call :find
if defined PYTHON goto install
rem Chua co Python: neu bo cai Python nam canh tep nay thi chay no, chi cho nguoi dung nay.
for %%F in (python-3*-amd64.exe) do call :setup "%%F"
call :find
if defined PYTHON goto install
type "cai-dat.txt"
echo.
pause
exit /b 3

:install
%PYTHON% install.py --lang vi
set CODE=%ERRORLEVEL%
echo.
pause
exit /b %CODE%

:find
call :try py -3.13
call :try py -3.14
call :try py -3.12
call :try py -3.11
call :try "%LOCALAPPDATA%\Programs\Python\Python313\python.exe"
call :try "%LOCALAPPDATA%\Programs\Python\Python314\python.exe"
call :try "%LOCALAPPDATA%\Programs\Python\Python312\python.exe"
call :try "%LOCALAPPDATA%\Programs\Python\Python311\python.exe"
call :try python
exit /b 0

:try
if defined PYTHON exit /b 0
%* -c "import sys; sys.exit(sys.version_info[1] < 11)" >nul 2>nul
if %ERRORLEVEL%==0 set PYTHON=%*
exit /b 0

:setup
if defined DONE exit /b 0
set DONE=1
echo %1 ...
%1 /passive InstallAllUsers=0 InstallLauncherAllUsers=0 Include_test=0
exit /b 0
