@echo off
rem Nhap dup de mo cua so lam viec. Double click opens a window to work in, in Vietnamese.
chcp 65001 >nul
set "PATH=%~dp0.venv\Scripts;%PATH%"
set TRACKER_LANG=vi
pushd "%~dp0"
title tracker
tracker --version
cmd /k
