@echo off
rem Starts caremarket and shows it in the browser.
title caremarket
rem Also where this folder is on a network drive.
pushd "%~dp0"
if not exist caremarket.exe (
  echo caremarket.exe is not beside this file. If you opened Start.cmd inside the zip file,
  echo close this window, unpack the whole zip file, and start it from the folder you unpacked.
  goto stop
)
echo caremarket is starting and will show itself in your browser.
echo Leave this window open while you work; close it to end caremarket.
echo.
caremarket.exe serve --open
if %errorlevel% equ 0 goto end
if %errorlevel% equ 130 goto end
echo.
echo caremarket has ended because something went wrong: the lines above say what.
echo If they speak of a policy or an administrator, show README.txt to your IT department.
:stop
echo.
pause
:end
popd
