@echo off
rem The command line of an installed NovaCron: the desktop's own program, told to open no window.
"%~dp0..\..\NovaCron.exe" --cli %*
