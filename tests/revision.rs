//! `FILE@REVISION`: git alone runs and only reads, whatever a repository's settings or the environment name; and every way to
//! name a revision works.

use std::fs;
use std::path::Path;
use std::process::Command as Process;

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use tempfile::TempDir;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Git as it is installed, without the settings of whoever runs the tests.
fn git(folder: &Path, words: &[&str]) -> String {
    let who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"];
    let mut git = Process::new("git");
    let git = git.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").args(who).args(words);
    let done = git.output().unwrap();
    assert!(done.status.success(), "{words:?}: {}", text(&done.stderr));
    text(&done.stdout).trim().to_owned()
}

/// A repository with a plan of two commits, a branch and a tag, in a folder within it.
fn practice() -> TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("my practice");
    fs::create_dir_all(at.join("scenarios")).unwrap();
    let plan = fs::read_to_string(root.join("plan.ron")).unwrap();
    fs::write(at.join("plan.ron"), plan.replacen("fund: \"14,400\"", "fund: \"9,000\"", 1)).unwrap();
    for name in ["a@b.ron", "pläne für é.ron", "-x.ron", "feature@2"] {
        fs::write(at.join(name), &plan).unwrap();
    }
    fs::copy(root.join("scenarios/outage.ron"), at.join("scenarios/outage.ron")).unwrap();
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-qm", "the first fund"]);
    git(folder.path(), &["tag", "v1.0"]);
    git(folder.path(), &["branch", "feature@2"]);
    fs::write(at.join("plan.ron"), &plan).unwrap();
    git(folder.path(), &["commit", "-qam", "the second fund"]);
    fs::write(at.join("plan.ron"), plan.replacen("fund: \"14,400\"", "fund: \"20,000\"", 1)).unwrap();
    folder
}

/// Reads a plan as a program does that only wants to know whether it can.
fn read(folder: &TempDir, plan: &str, more: &[(&str, &str)]) -> Assert {
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    let words = ["run", "scenarios/outage.ron", "--trials", "10", "--format", "none", "--quiet", "--json"];
    let command = command.current_dir(folder.path().join("my practice")).args(words).arg(format!("--plan={plan}"));
    command.envs(more.iter().copied()).assert()
}

#[test]
fn every_way_to_name_a_revision_works() {
    let folder = practice();
    let at = folder.path().join("my practice");
    // With the fund of which commit?
    let fund = |plan: &str| {
        let mut command = Command::cargo_bin("bcp-sim").unwrap();
        let words = ["compare", plan, "plan.ron", "--trials", "100", "--causes", "0", "--format", "none", "--json"];
        let done = command.current_dir(&at).args(words).arg("--quiet").arg("--against=scenarios/outage.ron").assert();
        let found: serde_json::Value = serde_json::from_slice(&done.success().get_output().stdout).unwrap();
        found["old"]["sha256"].as_str().unwrap().to_owned()
    };
    let (first, second) = (fund("plan.ron@v1.0"), fund("plan.ron@HEAD"));
    assert_ne!(first, second);
    for revision in ["HEAD~1", "main~1", "HEAD@{1}", "@{1}", "@~1", "feature@2", "HEAD^{/first fund}", "v1.0^{commit}"]
    {
        assert_eq!(fund(&format!("plan.ron@{revision}")), first, "{revision}");
    }
    assert_eq!(fund("plan.ron@@"), second);
    assert_eq!(fund("../my practice/plan.ron@main"), second);
    for name in ["a@b.ron", "pläne für é.ron", "./-x.ron", "feature@2"] {
        assert_eq!(fund(&format!("{name}@v1.0")), second, "{name}");
    }
    // A file that was taken away is there all the same.
    fs::remove_file(at.join("a@b.ron")).unwrap();
    assert_eq!(fund("a@b.ron@HEAD"), second);
}

#[test]
fn what_is_no_text_of_a_commit_is_refused_in_one_line_with_the_form_to_type() {
    let folder = practice();
    let at = folder.path().join("my practice");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/hostname", at.join("link.ron")).unwrap();
    fs::create_dir(at.join("folder.ron")).unwrap();
    fs::write(at.join("folder.ron/a"), "a").unwrap();
    fs::write(at.join("large.ron"), vec![b' '; 9 << 20]).unwrap();
    git(folder.path(), &["add", "."]);
    let head = git(folder.path(), &["rev-parse", "HEAD"]);
    git(folder.path(), &["update-index", "--add", "--cacheinfo", &format!("160000,{head},my practice/other.ron")]);
    git(folder.path(), &["commit", "-qm", "odd"]);
    for (plan, code, wanted) in [
        ("plan.ron@nothing", 1, "git finds no commit `nothing`"),
        ("plan.ron@HEAD:", 1, "git finds no commit `HEAD:`"),
        ("plan.ron@:/first", 1, "is no commit"),
        ("plan.ron@--output=x", 1, "is no commit"),
        ("new.ron@HEAD", 1, "no such file in that revision"),
        ("../plan.ron@HEAD", 1, "no such file in that revision"),
        #[cfg(unix)]
        ("link.ron@HEAD", 1, "a symbolic link in that revision"),
        ("folder.ron@HEAD", 1, "no file in that revision"),
        ("other.ron@HEAD", 1, "another repository in that revision"),
        ("large.ron@HEAD", 3, "error[E003]: the file is larger than 8 MiB"),
    ] {
        let told = text(&read(&folder, plan, &[]).code(code).get_output().stderr);
        assert!(told.contains(wanted), "{plan}: {told}");
        assert!(code == 3 || told.contains("tip: write FILE@REVISION") && told.lines().count() == 2, "{plan}: {told}");
    }
    assert!(!at.join("x").exists());
    let mut seal = Command::cargo_bin("bcp-sim").unwrap();
    let told = seal.current_dir(&at).args(["seal", "--plan", "plan.ron@HEAD"]).assert().code(2);
    assert!(text(&told.get_output().stderr).contains("it is a revision in git"));
}

/// Everything in a repository's own settings that git would start, and a text that is missing, for which it would ask somebody.
#[cfg(unix)]
fn hostile(marker: &Path) -> TempDir {
    let folder = practice();
    let at = folder.path();
    let run = format!("touch '{}'", marker.display());
    let evil = at.join("evil.sh");
    fs::write(&evil, format!("#!/bin/sh\n{run}\nexit 0\n")).unwrap();
    let make_executable = |path: &Path| {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    make_executable(&evil);
    let own = evil.to_string_lossy().into_owned();
    fs::write(at.join(".gitattributes"), "*.ron diff=evil filter=evil merge=evil\n").unwrap();
    for hook in ["post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc", "fsmonitor-watchman"] {
        fs::copy(&evil, at.join(".git/hooks").join(hook)).unwrap();
        make_executable(&at.join(".git/hooks").join(hook));
    }
    // A program of git's name where the plan is, for who looks for programs in a relative place.
    fs::copy(&evil, at.join("my practice/git")).unwrap();
    make_executable(&at.join("my practice/git"));
    fs::write(at.join(".git/more"), format!("[core]\n\tfsmonitor = {own}\n")).unwrap();
    for (key, value) in [
        ("core.fsmonitor", own.as_str()),
        ("core.hooksPath", ".git/hooks"),
        ("core.sshCommand", &own),
        ("core.gitProxy", &own),
        ("core.askPass", &own),
        ("core.pager", &own),
        ("core.editor", &own),
        ("core.alternateRefsCommand", &own),
        ("core.attributesFile", &own),
        ("pager.show", &own),
        ("pager.cat-file", &own),
        ("pager.ls-tree", &own),
        ("alias.cat-file", &format!("!{own}")),
        ("alias.ls-tree", &format!("!{own}")),
        ("alias.rev-parse", &format!("!{own}")),
        ("credential.helper", &format!("!{own}")),
        ("diff.external", &own),
        ("diff.evil.textconv", &own),
        ("diff.evil.command", &own),
        ("filter.evil.smudge", &own),
        ("filter.evil.clean", &own),
        ("filter.evil.process", &own),
        ("filter.evil.required", "true"),
        ("gpg.program", &own),
        ("log.showSignature", "true"),
        ("include.path", "more"),
        ("includeIf.gitdir:**.path", "more"),
        ("protocol.allow", "always"),
        ("protocol.ext.allow", "always"),
        ("protocol.file.allow", "always"),
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", &format!("ext::sh -c {}", own)),
        ("remote.origin.partialCloneFilter", "blob:none"),
        ("remote.origin.uploadpack", &own),
    ] {
        git(at, &["config", "--add", key, value]);
    }
    folder
}

#[test]
#[cfg(unix)]
fn nothing_but_git_runs_whatever_a_repository_names() {
    let elsewhere = tempfile::tempdir().unwrap();
    let marker = elsewhere.path().join("ran");
    let folder = hostile(&marker);
    let _ = fs::remove_file(&marker);
    let path = format!(".:./::{}", std::env::var("PATH").unwrap());
    read(&folder, "plan.ron@HEAD~1", &[("PATH", &path)]).success();
    assert!(!marker.exists(), "something ran");
    // The text is missing, and the settings say who has it: whoever asks git plainly runs that.
    let object = git(folder.path(), &["rev-parse", "HEAD:my practice/plan.ron"]);
    let _ = fs::remove_file(&marker);
    fs::remove_file(folder.path().join(".git/objects").join(&object[..2]).join(&object[2..])).unwrap();
    let told = text(&read(&folder, "plan.ron@HEAD", &[("PATH", &path)]).code(1).get_output().stderr);
    assert!(!marker.exists(), "something ran: {told}");
    assert!(told.contains("could not read `plan.ron@HEAD`") && told.lines().count() == 2, "{told}");
    let mut plainly = Process::new("git");
    let plainly =
        plainly.current_dir(folder.path()).args(["cat-file", "blob", &object]).env_remove("GIT_NO_LAZY_FETCH");
    assert!(!plainly.output().unwrap().status.success() && marker.exists(), "the trap is not set");
}

#[test]
#[cfg(unix)]
fn a_name_of_an_object_gives_that_object_and_nothing_put_in_its_place() {
    let folder = practice();
    let at = folder.path();
    let plan =
        |revision: &str| text(&read(&folder, &format!("plan.ron@{revision}"), &[]).success().get_output().stdout);
    let before = plan("HEAD~1");
    let of = |revision: &str| git(at, &["rev-parse", &format!("{revision}:my practice/plan.ron")]);
    let (first, second) = (of("HEAD~1"), of("HEAD"));
    git(at, &["replace", &first, &second]);
    assert_eq!(plan("HEAD~1"), before);
    // A commit that another one was put in front of, by the old way.
    fs::create_dir_all(at.join(".git/info")).unwrap();
    fs::write(at.join(".git/info/grafts"), format!("{}\n", git(at, &["rev-parse", "HEAD"]))).unwrap();
    assert_eq!(plan("HEAD~1"), before);
}

/// What the environment says to git is said to other programs.
#[test]
fn the_environment_does_not_change_which_text_is_read() {
    let (folder, other) = (practice(), practice());
    let marker = other.path().join("traced");
    let evil = format!("touch {}", marker.display());
    let more = [
        ("GIT_DIR", "/nowhere"),
        ("GIT_WORK_TREE", "/nowhere"),
        ("GIT_INDEX_FILE", "/nowhere"),
        ("GIT_OBJECT_DIRECTORY", "/nowhere"),
        ("GIT_NAMESPACE", "x"),
        ("GIT_CEILING_DIRECTORIES", "/"),
        ("GIT_CONFIG_GLOBAL", "/nowhere"),
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "core.worktree"),
        ("GIT_CONFIG_VALUE_0", "/nowhere"),
        ("GIT_CONFIG_PARAMETERS", "'core.bare'='true'"),
        ("GIT_EXTERNAL_DIFF", &evil),
        ("GIT_SSH_COMMAND", &evil),
        ("GIT_ASKPASS", &evil),
        ("GIT_PAGER", &evil),
        ("GIT_TRACE", &marker.to_string_lossy()),
        ("GIT_TRACE2", &marker.to_string_lossy()),
        ("GIT_EXEC_PATH", "/nowhere"),
        ("GIT_GLOB_PATHSPECS", "1"),
    ];
    read(&folder, "plan.ron@HEAD", &more).success();
    assert!(!marker.exists());
}
