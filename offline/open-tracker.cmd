@echo off
rem A double click opens a window to work in.
chcp 65001 >nul
set "PATH=%~dp0.venv\Scripts;%PATH%"
set TRACKER_LANG=en
pushd "%~dp0"
title tracker
tracker --version
cmd /k
