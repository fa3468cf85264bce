// Packages for Fedora, SUSE and their families, by rpmbuild.

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { installing, removing } from "./scripts.mjs";
import { settle, stage } from "./staging.mjs";
import { HOMEPAGE, MAINTAINER, RPM_FIREFOX_DESCRIPTION } from "./table.mjs";

/** How rpm calls the processors that Node.js knows. */
const ARCHITECTURES = { x64: "x86_64", arm64: "aarch64" };

/** What rpmbuild would otherwise take from this machine or the moment, or do to what it is given. */
const DEFINITIONS = {
  _buildhost: "mpa-host.example",
  use_source_date_epoch_as_buildtime: "1",
  clamp_mtime_to_source_date_epoch: "1",
  source_date_epoch_from_changelog: "0",
  _build_id_links: "none",
  debug_package: "%{nil}",
  __os_install_post: "%{nil}",
  _binary_payload: "w6.xzdio",
};

/**
 * @param {import("./table.mjs").Package} wanted
 * @param {import("./staging.mjs").Build} build
 * @returns {string} the package's file
 */
export function buildRpm(wanted, build) {
  const folder = join(build.work, "rpm", wanted.name);
  rmSync(folder, { recursive: true, force: true });
  const root = join(folder, "root");
  stage(wanted, build, root, { documentation: "usr/share/doc", sideload: false });
  settle(root, build.epoch);
  const architecture = wanted.programs ? native() : "noarch";
  const spec = join(folder, `${wanted.name}.spec`);
  writeFileSync(spec, text(wanted, build, root));
  const definitions = { ...DEFINITIONS, _topdir: join(folder, "top"), staged: root };
  execFileSync(
    "rpmbuild",
    [
      ...["-bb", "--quiet", "--target", architecture],
      ...Object.entries(definitions).flatMap(([name, value]) => ["--define", `${name} ${value}`]),
      spec,
    ],
    {
      env: { ...process.env, SOURCE_DATE_EPOCH: String(build.epoch), LC_ALL: "C.UTF-8" },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  const name = `${wanted.name}-${build.version}-1.${architecture}.rpm`;
  mkdirSync(build.out, { recursive: true });
  renameSync(join(folder, "top/RPMS", architecture, name), join(build.out, name));
  return join(build.out, name);
}

function native() {
  const found = Object.entries(ARCHITECTURES).find(([name]) => name === process.arch);
  if (!found) {
    throw new Error(`no package is built for ${process.arch}`);
  }
  return found[1];
}

/**
 * @param {import("./table.mjs").Package} wanted
 * @param {import("./staging.mjs").Build} build
 * @param {string} root
 */
function text(wanted, build, root) {
  const host = wanted.programs ? [] : [`mpa-host = ${build.version}`];
  const requires = [...host, ...wanted.needs.rpm];
  const description = wanted.extension === "xpi" ? RPM_FIREFOX_DESCRIPTION : wanted.description;
  return `Name: ${wanted.name}
Version: ${build.version}
Release: 1
Summary: ${wanted.summary[0]?.toUpperCase()}${wanted.summary.slice(1)}
License: ${wanted.licence}
URL: ${HOMEPAGE}
Group: Productivity/Networking/Web/Utilities
Packager: ${MAINTAINER}
Vendor: mpa-host
${wanted.programs ? "" : "BuildArch: noarch\n"}${requires.map((needed) => `Requires: ${needed}\n`).join("")}${
    wanted.programs ? "" : "Requires(post): mpa-host\nRequires(preun): mpa-host\n"
  }
%description
${description.map((paragraph) => paragraph.join("\n")).join("\n\n")}

%install
cp -a %{staged}/. %{buildroot}/

%post
${installing(wanted)}

%preun
if [ "$1" = 0 ]; then
${removing(wanted).replaceAll(/^/gm, "  ")}
fi

%files
${listing(root).join("\n")}

%changelog
* ${changeDate(build.epoch)} ${MAINTAINER} - ${build.version}-1
- Version ${build.version}: what changed is told at ${HOMEPAGE}.
`;
}

/**
 * Every file with its owner and mode, and the folders that are the package's own.
 *
 * @param {string} root
 */
function listing(root) {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name).slice(root.length)).sort();
  const own = new Set(paths.map(dirname).filter((folder) => /^\/usr\/share\/(doc\/)?mpa-[a-z]+$/.test(folder)));
  return [
    ...[...own].map((folder) => `%dir %attr(0755,root,root) "${folder}"`),
    ...paths.map((path) => {
      const mode = path.startsWith("/usr/bin/") ? "0755" : "0644";
      const kind = /^\/usr\/share\/(doc|man)\//.test(path) ? "%doc " : "";
      return `${kind}%attr(${mode},root,root) "${path}"`;
    }),
  ];
}

/** @param {number} epoch */
function changeDate(epoch) {
  const [weekday, date, month, year] = new Date(epoch * 1000).toUTCString().replace(",", "").split(" ");
  return `${weekday} ${month} ${date} ${year}`;
}
