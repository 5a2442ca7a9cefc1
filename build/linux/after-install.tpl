#!/bin/bash
set -e

# The program under its own name, and the command line as `novacron`.
ln -sf '/opt/${sanitizedProductName}/${executable}' '/usr/bin/${executable}'
ln -sf '/opt/${sanitizedProductName}/resources/bin/novacron' '/usr/bin/novacron'

# Chromium's sandbox needs user namespaces, or else its helper with root's rights.
if [ -L /proc/self/ns/user ] && unshare --user true 2>/dev/null; then
  chmod 0755 '/opt/${sanitizedProductName}/chrome-sandbox' || true
else
  chmod 4755 '/opt/${sanitizedProductName}/chrome-sandbox' || true
fi

# Ubuntu 24.04 and later confine user namespaces to programs with a profile.
profile='/opt/${sanitizedProductName}/resources/apparmor-profile'
if [ -f "$profile" ] && apparmor_status --enabled >/dev/null 2>&1 \
  && apparmor_parser --skip-kernel-load "$profile" >/dev/null 2>&1; then
  cp -f "$profile" '/etc/apparmor.d/${executable}'
  apparmor_parser --replace --write-cache --skip-read-cache '/etc/apparmor.d/${executable}' || true
fi

if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database /usr/share/applications || true
fi
