#!/bin/bash

# Only links that are ours: another package may have taken the name.
for link in '/usr/bin/${executable}' /usr/bin/novacron; do
  case "$(readlink "$link" 2>/dev/null)" in
    '/opt/${sanitizedProductName}/'*) [ -e "$link" ] || rm -f "$link" ;;
  esac
done

profile='/etc/apparmor.d/${executable}'
if [ -f "$profile" ] && [ ! -e '/opt/${sanitizedProductName}/${executable}' ]; then
  apparmor_parser --remove "$profile" >/dev/null 2>&1 || true
  rm -f "$profile"
fi
