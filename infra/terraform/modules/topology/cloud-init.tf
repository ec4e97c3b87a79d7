# What a new machine does at its first boot: closes itself, then installs the one k3s that was asked for.

locals {
  # The rest of a namespace's policy are its own labels (charts/team). These run what no restricted pod may.
  unrestricted_namespaces = ["kube-system", "system-upgrade"]

  files = {
    for id, region in local.regions : id => {
      "/etc/rancher/k3s/config.yaml" = yamlencode({
        write-kubeconfig-mode   = "0600"
        node-name               = region.name
        node-label              = ["topology.kubernetes.io/region=${id}"]
        tls-san                 = [region.hosts.kubernetes, local.addresses[id].inbound]
        cluster-cidr            = region.pod_cidr
        service-cidr            = region.service_cidr
        secrets-encryption      = true
        protect-kernel-defaults = true
        kube-apiserver-arg = [
          "admission-control-config-file=/etc/rancher/k3s/admission.yaml",
          "audit-policy-file=/etc/rancher/k3s/audit.yaml",
          "audit-log-path=/var/lib/rancher/k3s/server/logs/audit.log",
          "audit-log-maxage=30",
          "audit-log-maxbackup=10",
          "audit-log-maxsize=100",
        ]
        kubelet-arg = [
          "system-reserved=cpu=200m,memory=400Mi",
          "eviction-hard=memory.available<200Mi,nodefs.available<10%",
          # One pod cannot take all processes from the others.
          "pod-max-pids=2048",
        ]
      })
      "/etc/rancher/k3s/admission.yaml"               = templatefile("${path.module}/templates/admission.yaml.tftpl", { namespaces = local.unrestricted_namespaces })
      "/etc/rancher/k3s/audit.yaml"                   = file("${path.module}/templates/audit.yaml")
      "/etc/sysctl.d/90-kubelet.conf"                 = file("${path.module}/templates/kubelet.sysctl")
      "/etc/ssh/sshd_config.d/10-nearside.conf"       = file("${path.module}/templates/sshd.conf")
      "/etc/apt/apt.conf.d/60-nearside"               = file("${path.module}/templates/apt.conf")
      "/etc/systemd/system/nearside-firewall.service" = file("${path.module}/templates/nearside-firewall.service")
      "/etc/systemd/system/k3s.service"               = file("${path.module}/templates/k3s.service")
      "/etc/nearside/peers.nft"                       = local.peers_files[id]
      "/etc/nearside/firewall.nft" = templatefile("${path.module}/templates/firewall.nft.tftpl", {
        admins   = var.admin_cidrs
        tcp_out  = sort(distinct([for rule in values(local.firewall[id].outbound) : rule.port if rule.protocol == "tcp" && rule.port != "5432"]))
        udp_out  = sort(distinct([for rule in values(local.firewall[id].outbound) : rule.port if rule.protocol == "udp"]))
        pod_cidr = region.pod_cidr
      })
    }
  }

  scripts = {
    for id, region in local.regions : id => {
      "/usr/local/sbin/nearside-peers" = file("${path.module}/templates/nearside-peers.sh")
      "/usr/local/sbin/nearside-install" = templatefile("${path.module}/templates/nearside-install.sh.tftpl", {
        url    = "https://github.com/k3s-io/k3s/releases/download/${urlencode(var.k3s.version)}/k3s${region.arch == "arm64" ? "-arm64" : ""}"
        sha256 = var.k3s.sha256[region.arch]
      })
    }
  }

  peers_files = {
    for id in keys(local.table) : id => join("", [
      for cidr in distinct(concat(local.peers[id].inbound, local.peers[id].outbound)) :
      "add element inet nearside peers { ${split("/", cidr)[0]} }\n"
    ])
  }

  cloud_init = {
    for id, region in local.regions : id => join("\n", ["#cloud-config", yamlencode({
      hostname        = region.name
      disable_root    = true
      ssh_pwauth      = false
      ssh_deletekeys  = true
      ssh_genkeytypes = ["ed25519"]
      package_update  = true
      package_upgrade = true
      packages        = ["ca-certificates", "curl", "nftables", "unattended-upgrades"]
      users = [{
        name                = "ops"
        gecos               = "Operators"
        groups              = "sudo"
        shell               = "/bin/bash"
        sudo                = "ALL=(ALL) NOPASSWD:ALL"
        lock_passwd         = true
        ssh_authorized_keys = var.admin_ssh_keys
      }]
      write_files = concat(
        [for path, content in local.files[id] : { path = path, content = content, owner = "root:root", permissions = startswith(path, "/etc/rancher/") ? "0600" : "0644" }],
        [for path, content in local.scripts[id] : { path = path, content = content, owner = "root:root", permissions = "0755" }],
      )
      runcmd = [["/usr/local/sbin/nearside-install"]]
    })])
  }
}
